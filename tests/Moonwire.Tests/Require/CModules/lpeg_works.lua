local lpeg = require "lpeg"
local re = require "re" -- a Lua module of the same package
local P, R, S, C, Ct, Cmt = lpeg.P, lpeg.R, lpeg.S, lpeg.C, lpeg.Ct, lpeg.Cmt

local number = C(R("09") ^ 1) / tonumber
local sum = lpeg.Cf(number * lpeg.Cg(C(S("+-")) * number) ^ 0, function(total, sign, n)
  return sign == "+" and total + n or total - n
end)
print(sum:match("1+20-3"), lpeg.type(sum))
local field = C((1 - P(",")) ^ 0)
print(table.concat(Ct(field * (P(",") * field) ^ 0):match("a,b,c"), "|"))
print(re.match("key = value", "{%a+} ' = ' {%a+}"))

-- Lua called by C called by Lua: errors pass through. A fiber cannot suspend there, which raises a harmless error.
print(pcall(lpeg.match, Cmt(P(1), function() error({"raised in C"}) end) , "x") == false)
local _, e = pcall(lpeg.match, Cmt(P(1), function() this_fiber.yield() return true end), "x")
print(e.symbol, e.category.name)
print(pcall(lpeg.P, {}))
this_fiber.yield()

for i = 1, 2000 do local _ = P(tostring(i)) * C(P(1)) end
collectgarbage()
print((P("x") * C(P(1))):match("xy"))
