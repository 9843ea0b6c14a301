return "and its part"
