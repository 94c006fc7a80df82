#!/usr/bin/perl
# Stands between a Docker client and the engine and shows what the client asks for.
# Each request is printed and added to requests.log; answers pass through unseen.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IO::Socket::UNIX;

my $engine_path = "/var/run/docker.sock";
my $own_path    = "watch.sock";
my $log_path    = "requests.log";
my $longest     = 240;    # characters of a request's body

unlink $own_path;
my $server = IO::Socket::UNIX->new(Local => $own_path, Listen => 16)
  or die "cannot listen on $own_path: $!\n";
$SIG{INT} = $SIG{TERM} = sub { unlink $own_path; exit };
$SIG{CHLD} = "IGNORE";
STDOUT->autoflush(1);
print "Listening on $own_path. Press Ctrl+C to stop.\n";

while (my $client = $server->accept) {
    my $pid = fork;
    die "cannot fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        $SIG{INT} = $SIG{TERM} = "DEFAULT";
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
    my $seen  = "";
    while ($open->count) {
        for my $side ($open->can_read) {
            my $to = $other{ fileno $side };
            if (sysread $side, my $bytes, 65536) {
                $seen = show($seen . $bytes) if $side == $client;
                write_all($to, $bytes);
            }
            else {
                $open->remove($side);
                shutdown $to, 1;
            }
        }
    }
}

# Shows what is a whole request; what is not one yet is given back.
sub show {
    my ($bytes) = @_;
    my ($request) = $bytes =~ m{^((?:GET|HEAD|POST|PUT|DELETE) \S+) HTTP/} or return "";
    my ($head, $body) = $bytes =~ m{^(.*?)\r\n\r\n(.*)$}s or return $bytes;
    my ($length) = $head =~ /^Content-Length: (\d+)/mi;
    return $bytes if defined $length && length $body < $length;
    my $text = "$request\n";
    if ($length) {
        chomp($body = substr $body, 0, $length);
        $body = substr($body, 0, $longest) . "..." if length $body > $longest;
        $text .= "     $body\n";
    }
    print $text;
    open my $log, ">>", $log_path or die "cannot write $log_path: $!\n";
    print $log $text;
    close $log;
    return "";
}

sub write_all {
    my ($to, $bytes) = @_;
    while (length $bytes) {
        my $count = syswrite $to, $bytes;
        return unless defined $count;
        substr($bytes, 0, $count) = "";
    }
}
