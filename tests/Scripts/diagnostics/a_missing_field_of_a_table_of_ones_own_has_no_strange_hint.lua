local cfg = {}
print(cfg.port + 1)
