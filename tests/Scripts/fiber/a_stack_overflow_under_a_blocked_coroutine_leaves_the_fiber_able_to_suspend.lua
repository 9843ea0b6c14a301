local wrapped = coroutine.wrap(function() end)
table.sort({2, 1}, function()
  print(pcall(wrapped, table.unpack({}, 1, 400000)) == false)
  return false
end)
this_fiber.yield()
print("the fiber goes on")
