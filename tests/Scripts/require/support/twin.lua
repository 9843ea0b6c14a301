return "support/twin"
