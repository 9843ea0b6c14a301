local f = ip.message_flag
print(f.out_of_band, f.peek, f.do_not_route, f.truncate, f.end_of_record, f.peek | f.truncate)
