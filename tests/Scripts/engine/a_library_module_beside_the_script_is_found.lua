package.path = "support/?.lua"
print(require("library").answer, select("#", require("library")))
