this_fiber.yeild()
