local time = require("time")
for _, ms in ipairs {450, 150, 300, 0} do
  spawn(function() time.sleep(ms / 1000) print(ms) end)
end
