error({kind = "timeout", peer = {host = "a"}, tries = 3, last = false, f = print})
