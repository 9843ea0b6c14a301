setmetatable({}, {__gc = function() os.exit(5) end})
collectgarbage()
print("never")
