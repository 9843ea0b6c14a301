local time = require("time")
for _, t in ipairs {1e10, 1e300} do
  spawn(function() time.sleep(t) print("never") end)
end
time.sleep(0.02)
os.exit(0)
