keep = {}
for i = 1, 3 do keep[i] = spawn(function() error("number " .. i, 0) end) end
