#!/usr/bin/perl
# Opens this computer's Docker engine at tcp://127.0.0.1:2375, as a carelessly configured server does.
# Each request that comes in is printed and added to port.log. Nobody is asked who they are.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;

my $engine_path = "/var/run/docker.sock";
my $log_path    = "port.log";

my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 2375, Listen => 16, ReuseAddr => 1)
  or die "cannot listen on port 2375: $!\n";
$SIG{CHLD} = "IGNORE";
STDOUT->autoflush(1);
print "The engine listens on tcp://127.0.0.1:2375. Press Ctrl+C to close the port.\n";

while (my $client = $server->accept) {
    my $pid = fork;
    die "cannot fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        close $server;
        pass_on($client);
        exit;
    }
    close $client;
}

# Copies both ways until both sides have closed.
sub pass_on {
    my ($client) = @_;
    my $engine = IO::Socket::UNIX->new(Peer => $engine_path)
      or die "cannot reach the engine at $engine_path: $!\n";
    my %other = (fileno($client) => $engine, fileno($engine) => $client);
    my $open  = IO::Select->new($client, $engine);
    while ($open->count) {
        for my $side ($open->can_read) {
            my $to = $other{ fileno $side };
            if (sysread $side, my $bytes, 65536) {
                show($bytes) if $side == $client;
                write_all($to, $bytes);
            }
            else {
                $open->remove($side);
                shutdown $to, 1;
            }
        }
    }
}

sub show {
    my ($bytes) = @_;
    my ($request) = $bytes =~ m{^((?:GET|HEAD|POST|PUT|DELETE) \S+) HTTP/} or return;
    print "$request\n";
    open my $log, ">>", $log_path or die "cannot write $log_path: $!\n";
    print $log "$request\n";
    close $log;
}

sub write_all {
    my ($to, $bytes) = @_;
    while (length $bytes) {
        my $count = syswrite $to, $bytes;
        return unless defined $count;
        substr($bytes, 0, $count) = "";
    }
}
