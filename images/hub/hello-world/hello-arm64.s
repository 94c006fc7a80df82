// Writes the text to standard output, however many calls that takes, and exits.
        .globl  _start
        .section .text
_start:
        adr     x19, text
        ldr     x20, =text_end - text
again:
        mov     x0, #1
        mov     x1, x19
        mov     x2, x20
        mov     x8, #64                 // write
        svc     #0
        cmp     x0, #0
        b.le    failed
        add     x19, x19, x0
        subs    x20, x20, x0
        b.ne    again
        mov     x0, #0
        b       leave
failed:
        mov     x0, #1
leave:
        mov     x8, #93                 // exit
        svc     #0
        .ltorg

text:
        .incbin "hello.txt"
text_end:
