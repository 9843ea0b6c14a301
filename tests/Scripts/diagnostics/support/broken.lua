local m = {}

function m.f(x)
  return x ++ 1
end

return m
