package.path, package.cpath = "?.lua;x/?/init.lua", "?.so;y/?.so"
print(pcall(require, "no.such"))
print(pcall(require, "./no.such"))
print(pcall(require, "./support/deep/../no"))
print(select(2, pcall(function() require "no" end)):match("^[^\n]*"))
print(select(2, pcall(function() require "./no" end)):match("^[^\n]*"))
