local hidden = 1
