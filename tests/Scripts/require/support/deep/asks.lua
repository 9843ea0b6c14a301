return {above = require("../counted"), beside = require("./neighbour"), other = require("../lib/tool")}
