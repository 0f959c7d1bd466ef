"""The commands of `coderly`, one module each; imported only when they run, since start-up time counts."""
