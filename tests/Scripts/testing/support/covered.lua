local M = {}

function M.add(a, b)
  if a > 100 then
    return "never"
  end
  return a + b
end

function M.loop(n)
  local x = 0
  for i = 1, n do
    x = x + i
  end
  return x
end

function M.co()
  return 1
end

function M.unused()
  return 2
end

return M
