# What a user does: a breakpoint in each firmware, variables, the simulator's own commands, and on to the end.
break MU_M4_IRQHandler
break firmware/apps/host_latency/main.c:receive
continue
echo -- in the m4\n
simtime
print remaining_ms
print bound_remote->port != 0
next
next
print/x word
simtime
cores
mu
delete 2
continue
echo -- in the a53\n
print length
print messages_left
print *channel
rings
simtime
rings
simtime
backtrace
delete
continue
