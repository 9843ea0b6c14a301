return "deep/twin"
