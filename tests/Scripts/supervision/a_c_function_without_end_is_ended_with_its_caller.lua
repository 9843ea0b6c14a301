-- options: --timeout 3
io.write("written")
local text = ("a"):rep(30000)
while true do
  text:find(".-.-.-b")
end
