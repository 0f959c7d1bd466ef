"""The history of the state database's form, run by `bot.store.migrate`."""
