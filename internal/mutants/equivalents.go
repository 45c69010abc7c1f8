package main

// equivalent names a generated break that changes nothing that anybody could see, by the line that it changes.
type equivalent struct{ Package, Func, Line, What string }

// equivalents are left out of the generated breaks, with the reason.
var equivalents = map[equivalent]string{}
