package main

import (
	"fmt"
	"io"
	"strings"
)

// table is figures of servers: a row for each operation and number of connections.
type table struct {
	servers []*server
	rows    []row
}

type row struct {
	operation   string
	connections int
	turns       map[*server]turn
}

// columns are a figure of each of some servers.
type columns struct {
	head    string
	servers []*server
	figure  func(r row, t turn) string
}

// print writes the table as two of Markdown, one for rates and one for what a request takes, each with ratios that are the larger the
// better Kith is: of rates, and of CPU, which depends less on what else the machine does. Below is the most memory that each server has
// had resident.
func (t table) print(out io.Writer) {
	ours, others := t.servers[0], t.servers[1:]
	t.markdown(out,
		columns{"requests/s: ", t.servers, func(_ row, u turn) string { return fmt.Sprintf("%.0f", u.rate) }},
		columns{ours.name + " / ", others, func(r row, u turn) string { return fmt.Sprintf("%.2f", r.turns[ours].rate/u.rate) }})
	t.markdown(out,
		columns{"p50, p95, p99 ms: ", t.servers, func(_ row, u turn) string { return fmt.Sprintf("%.1f, %.1f, %.1f", u.p50, u.p95, u.p99) }},
		columns{"CPU ms, server + PostgreSQL: ", t.servers,
			func(_ row, u turn) string { return fmt.Sprintf("%.2f + %.2f", u.serverCPU, u.postgresCPU) }},
		columns{"by CPU, " + ours.name + " / ", others, func(r row, u turn) string { return fmt.Sprintf("%.2f", u.cpu()/r.turns[ours].cpu()) }})
	var peaks []string
	for _, s := range t.servers {
		peaks = append(peaks, fmt.Sprintf("%s %.0f MB", s.name, peakMemory(s.Process.Pid)))
	}
	_, _ = fmt.Fprintf(out, "Most memory resident: %s.\n", strings.Join(peaks, ", "))
}

func (t table) markdown(out io.Writer, groups ...columns) {
	line := func(cells []string) { _, _ = fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }
	head := []string{"operation", "connections"}
	for _, g := range groups {
		for _, s := range g.servers {
			head = append(head, g.head+s.name)
		}
	}
	line(head)
	line(strings.Fields(strings.Repeat("--- ", len(head))))
	for _, r := range t.rows {
		cells := []string{r.operation, fmt.Sprint(r.connections)}
		for _, g := range groups {
			for _, s := range g.servers {
				cell := "–"
				if u, ok := r.turns[s]; ok {
					cell = g.figure(r, u)
				}
				cells = append(cells, cell)
			}
		}
		line(cells)
	}
	_, _ = fmt.Fprintln(out)
}
