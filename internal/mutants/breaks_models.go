package main

// modelsBreaks are breaks of what values promise by themselves.
var modelsBreaks = []Break{
	{"models", "CleanSearch", "n > MaxSearch", "n > MaxSearch+1", "a search has at most 200 characters", "Search", ""},
}
