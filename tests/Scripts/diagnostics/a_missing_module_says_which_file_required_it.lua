require("support.needs_nothing_that_exists")
