local wrapped = coroutine.wrap(function() end)
table.sort({2, 1}, function()
  pcall(wrapped, table.unpack({}, 1, 400000))
  return false
end)
this_fiber.yield()
print("the fiber goes on")
