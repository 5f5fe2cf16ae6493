"""Manners, kept by the machine: robots.txt as RFC 9309 has it, one request at a time to a host, the delay that the
host asks for, and patience with a host in trouble.

`pace` is the judgement and knows no Scrapy; `gate` and `robots` are the downloader middlewares that keep to it.
"""
