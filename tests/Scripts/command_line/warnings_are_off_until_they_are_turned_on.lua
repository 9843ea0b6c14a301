warn("unseen")
warn("@on")
warn("seen")
print(pcall(warn))
