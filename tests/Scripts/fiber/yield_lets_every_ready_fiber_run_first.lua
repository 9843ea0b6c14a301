for i = 1, 3 do
  spawn(function()
    for round = 1, 2 do print(i, round) this_fiber.yield() end
  end)
end
for round = 1, 3 do print("main", round) this_fiber.yield() end
