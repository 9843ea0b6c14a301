this_fiber.sleep(1)
