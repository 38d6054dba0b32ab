"""PyTorch on CUDA: the benchmark's GPT, eager and compiled, at f32 and bf16. Reads {config, weights, batches, adam} as JSON from a file,
prints one JSON line a mode. Same weights, same tokens, Adam without decay; attention by scaled_dot_product_attention."""
import json
import sys
import time

import torch
import torch.nn.functional as F

job = json.load(open(sys.argv[1]))
c, adam = job["config"], job["adam"]
device = "cuda"
batches = [
    tuple(torch.tensor(b[k], device=device, dtype=torch.long).view(c["batch"], c["time"]) for k in ("tokens", "targets"))
    for b in job["batches"]
]


def dense(p, name, x):
    return x @ p[name + ".weight"] + p[name + ".bias"]


def norm(p, name, x):
    return F.layer_norm(x, (c["width"],), p[name + ".scale"], p[name + ".shift"], 1e-5)


def loss_of(p, tokens, targets):
    B, T, H, D = c["batch"], c["time"], c["heads"], c["width"]
    x = p["token.embedding"][tokens] + p["position.embedding"]
    for i in range(c["layers"]):
        b = f"blocks.{i}"
        inner = norm(p, b + ".norm1", x)
        q, k, v = (dense(p, f"{b}.attention.{n}", inner).view(B, T, H, D // H).transpose(1, 2) for n in ("query", "key", "value"))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(B, T, D)
        x = x + dense(p, b + ".attention.output", mixed)
        x = x + dense(p, b + ".mlp.down", F.gelu(dense(p, b + ".mlp.up", norm(p, b + ".norm2", x)), approximate="tanh"))
    logits = norm(p, "norm", x) @ p["head.weight"]
    return F.cross_entropy(logits.float().view(-1, c["vocabulary"]), targets.view(-1))


def measure(compiled, half):
    params = {
        n: torch.tensor(w["data"], device=device).view(w["shape"]).requires_grad_() for n, w in job["weights"].items()
    }
    optimizer = torch.optim.Adam(
        params.values(), lr=adam["rate"], betas=(adam["beta1"], adam["beta2"]), eps=adam["epsilon"], fused=True
    )
    run = torch.compile(loss_of) if compiled else loss_of

    def step(i):
        with torch.autocast(device, dtype=torch.bfloat16, enabled=half):
            loss = run(params, *batches[i % len(batches)])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.detach()

    losses = [step(i).item() for i in range(job["losses"])]
    rates = []
    for _ in range(job["rounds"]):
        torch.cuda.synchronize()
        started, steps = time.perf_counter(), 0
        while steps < 20 or time.perf_counter() - started < job["windowMs"] / 1000:
            step(steps)
            steps += 1
            if steps % 10 == 0:
                torch.cuda.synchronize()
        torch.cuda.synchronize()
        rates.append(steps * c["batch"] * c["time"] / (time.perf_counter() - started))
    return losses, sorted(rates)[len(rates) // 2]


# Plain f32, as WGSL computes.
torch.backends.cuda.matmul.allow_tf32 = False
for compiled in (False, True):
    for half in (False, True):
        mode = f"PyTorch {torch.__version__}, {'compiled' if compiled else 'eager'}, {'bf16' if half else 'f32'}"
        try:
            losses, rate = measure(compiled, half)
            print(json.dumps({"mode": mode, "tokensPerSecond": rate, "losses": losses}), flush=True)
        except Exception as error:  # noqa: BLE001: one mode that fails must not end the others
            print(json.dumps({"mode": mode, "tokensPerSecond": None, "losses": [], "failure": str(error)[:300]}), flush=True)
