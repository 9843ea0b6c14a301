return "package/init " .. require("./part")
