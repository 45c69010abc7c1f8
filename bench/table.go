package main

import (
	"fmt"
	"io"
	"strings"
)

// table prints figures as Markdown: a row for each operation and number of connections.
type table struct {
	out     io.Writer
	servers []*server
}

func newTable(out io.Writer, servers []*server) table {
	head := []string{"operation", "connections"}
	columns := func(what string, servers []*server) {
		for _, s := range servers {
			head = append(head, what+s.name)
		}
	}
	columns("requests/s: ", servers)
	columns("Kith / ", servers[1:])
	columns("p50, p95, p99 ms: ", servers)
	columns("CPU ms, server + PostgreSQL: ", servers)
	t := table{out, servers}
	t.line(head)
	t.line(strings.Fields(strings.Repeat("--- ", len(head))))
	return t
}

func (t table) line(cells []string) {
	_, _ = fmt.Fprintf(t.out, "| %s |\n", strings.Join(cells, " | "))
}

func (t table) row(operation string, connections int, turns map[*server]turn) {
	cells := []string{operation, fmt.Sprint(connections)}
	figures := func(servers []*server, format func(turn) string) {
		for _, s := range servers {
			cell := "–"
			if turn, ok := turns[s]; ok {
				cell = format(turn)
			}
			cells = append(cells, cell)
		}
	}
	ours := turns[t.servers[0]]
	figures(t.servers, func(u turn) string { return fmt.Sprintf("%.0f", u.rate) })
	figures(t.servers[1:], func(u turn) string { return fmt.Sprintf("%.2f", ours.rate/u.rate) })
	figures(t.servers, func(u turn) string { return fmt.Sprintf("%.1f, %.1f, %.1f", u.p50, u.p95, u.p99) })
	figures(t.servers, func(u turn) string { return fmt.Sprintf("%.2f + %.2f", u.serverCPU, u.postgresCPU) })
	t.line(cells)
}

// memory prints the most that each server has had resident.
func (t table) memory() {
	var peaks []string
	for _, s := range t.servers {
		peaks = append(peaks, fmt.Sprintf("%s %.0f MB", s.name, peakMemory(s.Process.Pid)))
	}
	_, _ = fmt.Fprintf(t.out, "\nMost memory resident: %s.\n", strings.Join(peaks, ", "))
}
