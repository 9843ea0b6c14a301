order = (order or "") .. "1" require("time").sleep(0.001) order = order .. "2" return {}
