local f
f = spawn(function()
  f:interrupt()
  print("interrupt is no point")
  this_fiber.yield()
  print("never")
end)
f:join()
print(f.interruption_caught)
