/** Loaded into every supervised process: it ends when the supervisor is gone, also when that was killed and could say nothing. */
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
