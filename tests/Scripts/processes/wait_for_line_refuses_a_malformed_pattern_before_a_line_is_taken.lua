-- As string.find refuses them, even if string.find would see the fault only in a line that matches so far.
local system = require "system"
local child <close> = system.spawn{program = "sh", arguments = {"sh", "-c", "echo aab; exec cat"}, stdout = "pipe"}
for _, pattern in ipairs {
  "%", "a%", "a[", "a[^", "a[]", "a[%", "a[a-", "a%f", "a%fx", "a%b", "a%bx", ".)", "(a", "a(", "a%1", "(a%1)",
  "(a)%2", "%0", ("()"):rep(33), "((a)", "a[%]",
} do
  local _, e = pcall(child.wait_for_line, child, pattern)
  print(e.symbol, e.arg, e.detail, pcall(string.find, "aaaaaaa", pattern) and "string.find accepts it" or nil)
end
print(child:wait_for_line(""))

local silent <close> = system.spawn{program = "cat", arguments = {"cat"}, stdin = "pipe", stdout = "pipe"}
for _, pattern in ipairs {
  "[]]", "[^]]", "[%]]", "x%bxy", "()x", "((x)%2)", "x*-+?", "^x$", "%f[x]x", "[a-]", "[%a-z]", "%%x", "x^", "(x)()%1",
  "x)", "]", "",
} do
  if not pcall(string.find, "aaaaaaa", pattern) then print(pattern, "is malformed") end
  local _, e = pcall(silent.wait_for_line, silent, pattern, 0)
  if e.symbol ~= "ETIMEDOUT" then print(pattern, e) end
end
