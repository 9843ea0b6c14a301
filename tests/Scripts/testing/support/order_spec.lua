for i = 1, 10 do it(tostring(i), function() end) end
