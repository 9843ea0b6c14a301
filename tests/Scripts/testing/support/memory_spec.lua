it("needs more memory than there is", function()
  local t = {}
  for i = 1, math.huge do t[i] = ("x"):rep(1000000) .. i end
end)
it("goes on", function() end)
