using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>
/// The clauses about the causes of a receive that does not end, for each cause and for several causes.
/// </summary>
[TestClass]
public sealed class ReceiveVerdictTests
{
    private static readonly IpEndpoint Own = Endpoint("127.0.0.1:5000");
    private static readonly IpEndpoint Peer = Endpoint("192.0.2.1:53");
    private static readonly IpEndpoint Other = Endpoint("[2001:db8::2]:54");

    private static readonly ExchangeFacts Unanswered = new()
    {
        Sent = 1,
        Asked = Peer,
        Unanswered = 1,
        SinceAsked = 1.25,
    };

    [Theory]
    [InlineData(-92, "")]
    [InlineData(0, "")]
    [InlineData(1, "; the kernel has dropped one datagram at this socket so far, ")]
    [InlineData(7, "; the kernel has dropped 7 datagrams at this socket so far, ")]
    public void DropsAreCounted(int drops, string beginning)
    {
        var clause = ReceiveVerdict.OfDrops(drops, areChecksums: false);
        Assert.StartsWith(beginning, clause, StringComparison.Ordinal);
        Assert.Equal(drops > 0, clause.EndsWith("set a larger receive_buffer_size", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "; the kernel has dropped one datagram at this socket so far, because the checksum of the datagram "
        + "was wrong; look for the program or the device on the path that damages datagrams")]
    [InlineData(7, "; the kernel has dropped 7 datagrams at this socket so far, because the checksums of the datagrams "
        + "were wrong; look for the program or the device on the path that damages datagrams")]
    public void WrongChecksumsAreTold(int drops, string clause) =>
        Assert.Equal(clause, ReceiveVerdict.OfDrops(drops, areChecksums: true));

    [Theory]
    [InlineData(0, "; the socket has received nothing so far")]
    [InlineData(1, "; the socket has received one datagram so far")]
    [InlineData(20, "; the socket has received 20 datagrams so far")]
    public void WithoutARecordingOnlyTheStateIsTold(long received, string clause) =>
        Assert.Equal(clause, ReceiveVerdict.Of(new() { Local = Own, Received = received }));

    [Fact]
    public void AnUnboundSocketIsAdvisedToBind() => Assert.Equal(
        "; the socket is not bound, so nobody can send to it; bind it first",
        ReceiveVerdict.Of(new() { Local = Endpoint("0.0.0.0:0"), Exchange = new() }));

    [Theory]
    [InlineData("127.0.0.1:5000", "make the peer send to 127.0.0.1:5000, which only this machine can reach")]
    [InlineData("0.0.0.0:5000", "make the peer send to port 5000 of this machine")]
    [InlineData("[::]:5000", "make the peer send to port 5000 of this machine")]
    [InlineData("192.0.2.7:5000", "make the peer send to 192.0.2.7:5000")]
    public void ASocketThatHasSentNothingIsAdvisedToAsk(string local, string advice) => Assert.Equal(
        "; the socket has sent nothing: send a request first, or " + advice,
        Causes(new() { Local = Endpoint(local), Exchange = new() }));

    [Fact]
    public void ASocketThatHasSentNothingToItsPeerIsAdvisedToAsk() => Assert.Equal(
        "; the socket has sent nothing to its peer 192.0.2.1:53: send a request first, or make the peer send",
        Causes(new() { Peer = Peer, Exchange = new() }));

    [Theory]
    [InlineData(false, 1, "one datagram to 192.0.2.1:53, 1.25 s ago")]
    [InlineData(false, 3, "3 datagrams to 192.0.2.1:53, the last 1.25 s ago")]
    [InlineData(true, 1, "one datagram to 192.0.2.1:53, 1.25 s before the time limit")]
    [InlineData(true, 3, "3 datagrams to 192.0.2.1:53, the last 1.25 s before the time limit")]
    public void UnansweredDatagramsAreCounted(bool hasEnded, long count, string words)
    {
        var clause = Causes(new() { HasEnded = hasEnded, Exchange = Unanswered with { Unanswered = count } });
        Assert.Equal(
            $"; the socket sent {words}, without an answer: make sure that a program answers there, or set the option "
                + "receive_errors, which shows reports by ICMP",
            clause);
    }

    [Fact]
    public void TheOptionIsNotAdvisedIfItIsSet() => Assert.EndsWith(
        ", without an answer: make sure that a program answers there",
        Causes(new() { ReportsErrors = true, Exchange = Unanswered }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1, ", without an answer, and one more endpoint has not answered: make sure that ")]
    [InlineData(3, ", without an answer, and 3 more endpoints have not answered: make sure that ")]
    public void OtherUnansweredEndpointsAreCounted(int others, string words) => Assert.Contains(
        words, Causes(new() { Exchange = Unanswered with { OthersAsked = others } }), StringComparison.Ordinal);

    [Theory]
    [InlineData("239.1.1.1:5", ": make sure that a program there has joined the group, and set multicast_interface ")]
    [InlineData("192.0.2.255:5", ": make sure that a program answers broadcasts there")]
    public void AGroupThatIsSilentHasItsOwnRemedy(string group, string words) => Assert.Contains(
        words,
        Causes(new() { Exchange = Unanswered with { Asked = Endpoint(group), IsGroup = true } }),
        StringComparison.Ordinal);

    [Fact]
    public void AConnectedSocketDropsTheDatagramsOfOthers()
    {
        Assert.EndsWith(
            ", without an answer: this socket is connected to [2001:db8::2]:54, so the kernel drops the datagrams of "
                + "192.0.2.1:53; connect to 192.0.2.1:53, or disconnect",
            Causes(new() { Peer = Other, Exchange = Unanswered }),
            StringComparison.Ordinal);
        Assert.EndsWith(
            ": this socket is connected to 192.0.2.1:53, so the kernel drops answers from other endpoints; "
                + "disconnect, and use send_to",
            Causes(new() { Peer = Peer, Exchange = Unanswered with { IsGroup = true } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AfterAnAnswerALostDatagramIsLikely() => Assert.EndsWith(
        ", without an answer, although an earlier one was answered: send the request again, because datagrams can be "
            + "lost",
        Causes(new() { Exchange = Unanswered with { HasAnswered = true } }),
        StringComparison.Ordinal);

    [Fact]
    public void DatagramsThatAreNoLongerRecordedAreTold() => Assert.StartsWith(
        "; the socket sent at least 256 datagrams to 192.0.2.1:53, the last ",
        Causes(new() { Exchange = Unanswered with { Unanswered = 256, IsAtLeast = true } }),
        StringComparison.Ordinal);

    [Fact]
    public void DatagramsThatAreNotKeptAreCounted() => Assert.Equal(
        "; the socket sent 5 datagrams, which the recorder has not kept",
        Causes(new() { Exchange = new() { Sent = 5 } }));

    [Fact]
    public void ASocketWithoutAnOpenRequestTellsTheLastSender() => Assert.Equal(
        "; the last datagram was received from 192.0.2.1:53 0.5 s ago, and the socket has sent nothing since: send the "
            + "next request, or wait longer",
        Causes(new() { Exchange = new() { LastSender = Peer, SinceReceived = 0.5 } }));

    [Fact]
    public void ALateAnswerComesFirst()
    {
        var facts = new ReceiveFacts { HasEnded = true, Exchange = Unanswered };
        Assert.Equal(
            "; an answer from 192.0.2.1:53 was received 0.3 s after the time limit: wait longer",
            Causes(facts with { Exchange = Unanswered with { LateBy = 0.3 } }));
        Assert.Equal(
            "; an answer from 192.0.2.1:53 was received less than 0.001 s after the time limit: wait longer",
            Causes(facts with { Exchange = Unanswered with { LateBy = 0.0004 } }));
        Assert.StartsWith(
            "; a datagram of 9 bytes is in the receive queue now: receive again; the socket sent ",
            Causes(facts with { Queued = 9 }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "; a datagram of 1 byte is ", Causes(facts with { Queued = 1 }), StringComparison.Ordinal);
        Assert.StartsWith(
            "; the answer to the previous request was received 0.3 s after its time limit: wait longer; the socket ",
            Causes(facts with { Exchange = Unanswered with { PreviousLateBy = 0.3 } }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.ECONNREFUSED, "the port of 192.0.2.1:53 is unreachable (ICMP type 3, code 3): start a program")]
    [InlineData(Errno.EHOSTUNREACH, "the host of 192.0.2.1:53 is unreachable (ICMP type 3, code 3): correct the ")]
    [InlineData(Errno.ENETUNREACH, "the network of 192.0.2.1:53 is unreachable (ICMP type 3, code 3): correct the ")]
    [InlineData(Errno.EMSGSIZE, "a datagram is too long for the path to 192.0.2.1:53 (ICMP type 3, code 3): send ")]
    public void AReportTellsItsSenderAndTheRemedy(int errno, string words)
    {
        var report = new ReportFacts(Peer, errno, (3, 3, Other.Address), 0.25);
        Assert.StartsWith(
            "; 2001:db8::2 reported 0.25 s ago that " + words,
            Causes(new() { Exchange = Unanswered with { Report = report } }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 13, true)]
    [InlineData(3, 9, true)]
    [InlineData(3, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 0, false)]
    public void AFilterIsTold(int type, int code, bool isFilter)
    {
        var report = new ReportFacts(Peer, Errno.EHOSTUNREACH, (type, code, Other.Address), 0.25);
        Assert.Equal(isFilter, Causes(new() { Exchange = Unanswered with { Report = report } }).StartsWith(
            "; 2001:db8::2 reported 0.25 s ago that a filter rejects the datagrams to 192.0.2.1:53 (ICMP ",
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        nameof(SiblingRole.GotAnswer),
        "a datagram from 192.0.2.1:53 arrived at [2001:db8::2]:54, another socket of this program, 0.25 s ago: "
            + "receive there, or send the request from that socket")]
    [InlineData(
        nameof(SiblingRole.IsAnsweredAndNewer),
        "192.0.2.1:53 answered a newer socket of this program, [2001:db8::2]:54, 0.25 s ago: the peer or a NAT "
            + "may have forgotten the port of this socket, so open a new socket")]
    [InlineData(
        nameof(SiblingRole.IsAnswered),
        "192.0.2.1:53 answered another socket of this program, [2001:db8::2]:54, 0.25 s ago: compare the "
            + "requests of the two sockets")]
    [InlineData(
        nameof(SiblingRole.Answered),
        "the peer, which is a socket of this program at [2001:db8::2]:54, answered 0.25 s ago, but its answer "
            + "did not arrive: its sender may not be 192.0.2.1:53, so answer with send_from, or bind the peer to this "
            + "address")]
    [InlineData(
        nameof(SiblingRole.HasNotAnswered),
        "the peer, which is a socket of this program at [2001:db8::2]:54, received the request 0.25 s ago and "
            + "has not answered: send an answer from there")]
    [InlineData(
        nameof(SiblingRole.AnsweredLate),
        "the peer, which is a socket of this program at [2001:db8::2]:54, answered 0.25 s after the time limit: wait "
            + "longer")]
    [InlineData(
        nameof(SiblingRole.SentElsewhere),
        "the peer, which is a socket of this program at [2001:db8::2]:54, received the request 0.25 s ago, and then "
            + "sent 7 bytes to [::1]:5000, but nothing to this socket: answer to the endpoint that receive_from "
            + "returns")]
    [InlineData(
        nameof(SiblingRole.HadUnread),
        "the peer, which was a socket of this program at [2001:db8::2]:54, had an unread datagram of 7 bytes when it "
            + "was closed after the time limit: receive there, and answer")]
    [InlineData(
        nameof(SiblingRole.HasUnread),
        "the peer, which is a socket of this program at [2001:db8::2]:54, has an unread datagram of 7 bytes: "
            + "receive there, and answer")]
    [InlineData(
        nameof(SiblingRole.HasDrops),
        "the kernel dropped datagrams (7) at the peer, which is a socket of this program at [2001:db8::2]:54, "
            + "most often because its receive buffer was full: receive faster there, or set a larger "
            + "receive_buffer_size")]
    [InlineData(
        nameof(SiblingRole.IsClosed),
        "192.0.2.1:53 was the endpoint of a socket of this program that is closed or released: open a socket "
            + "there again, or send to another endpoint")]
    [InlineData(
        nameof(SiblingRole.SharesEndpoint),
        "another socket of this program, at [2001:db8::2]:54, has the port of this socket and may get its "
            + "datagrams: receive there, or bind the sockets to different ports")]
    [InlineData(
        nameof(SiblingRole.SentToOtherAddress),
        "[2001:db8::2]:54, another socket of this program, sent to [::1]:5000 0.25 s ago, but this socket is "
            + "bound to 127.0.0.1:5000: open this socket with \"v6\" and bind it to \"::\", or send to "
            + "127.0.0.1:5000")]
    public void ThePartOfAnotherSocketIsTold(string role, string words)
    {
        var sibling = new SiblingFacts(Enum.Parse<SiblingRole>(role), Other, 0.25, Endpoint("[::1]:5000"), 7);
        Assert.Equal("; " + words, Causes(new() { Local = Own, Exchange = Unanswered, Sibling = sibling }));
    }

    [Theory]
    [InlineData("127.0.0.2:5000", "127.0.0.1:5000", "bind this socket to \"0.0.0.0\", or send to 127.0.0.1:5000")]
    [InlineData("127.0.0.1:5000", "[::1]:5000", "bind this socket to \"::\", or send to [::1]:5000")]
    public void TheSocketIsAdvisedToListenToTheOtherAddress(string target, string own, string advice)
    {
        var sibling = new SiblingFacts(SiblingRole.SentToOtherAddress, Other, 0.25, Endpoint(target));
        Assert.EndsWith(
            advice,
            Causes(new() { Local = Endpoint(own), Exchange = new(), Sibling = sibling }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AReportWithoutAMessageNamesTheNetwork() => Assert.Equal(
        "; the network reported 0.25 s ago about the peer: Protocol error (EPROTO)",
        Causes(new() { Exchange = Unanswered with { Report = new(null, Errno.EPROTO, null, 0.25) } }));

    [Fact]
    public void ADatagramOfABatchThatWasRefusedIsToldAsRefused() => Assert.Equal(
        "; the last datagram, to 192.0.2.1:53, was not sent, because of Operation not permitted (EPERM): a firewall "
            + "rule of this machine forbids it",
        Causes(new() { Exchange = Unanswered with { Report = new(Peer, Errno.EPERM, null, 0.25) } }));

    [Theory]
    [InlineData(Errno.EPERM, "because of Operation not permitted (EPERM): a firewall rule of this machine forbids it")]
    [InlineData(Errno.EINVAL, "because of Invalid argument (EINVAL): the socket is bound to 127.0.0.1:5000, from where "
        + "only this machine can be reached; bind it to another address")]
    [InlineData(Errno.EIO, "because of Input/output error (EIO)")]
    public void ARefusedDatagramIsToldWithTheRemedy(int errno, string words) => Assert.Equal(
        "; the last datagram, to 192.0.2.1:53, was not sent, " + words,
        Causes(new() { Local = Own, Exchange = new() { Refusal = (Peer, errno) } }));

    [Fact]
    public void StrangersAreNamed()
    {
        var third = Endpoint("192.0.2.3:55");
        var one = Causes(new() { Exchange = Unanswered with { Strangers = [new(Other, 1)] } });
        var two = Causes(new() { Exchange = Unanswered with { Strangers = [new(Other, 2), new(third, 1)] } });
        var three = Causes(new()
        {
            Exchange = Unanswered with { Strangers = [new(Other, 2), new(third, 1), new(Own, 1)] },
        });
        Assert.StartsWith(
            "; one datagram arrived from [2001:db8::2]:54, but the socket sent to 192.0.2.1:53: the peer may answer ",
            one,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "; at least one datagram arrived from ",
            Causes(new() { Exchange = Unanswered with { Strangers = [new(Other, 1)], StrangersAreAtLeast = true } }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "; 3 datagrams arrived from [2001:db8::2]:54 and 192.0.2.3:55, but ", two, StringComparison.Ordinal);
        Assert.StartsWith(
            "; 4 datagrams arrived from [2001:db8::2]:54, 192.0.2.3:55 and others, but ",
            three,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralCausesStandInOrder()
    {
        var facts = new ReceiveFacts
        {
            Drops = 2,
            Exchange = Unanswered with
            {
                Report = new(Peer, Errno.ECONNREFUSED, null, 0.25),
                Strangers = [new(Other, 1)],
            },
        };
        var clauses = Causes(facts).Split("; ");
        Assert.StartsWith("the network reported", clauses[1], StringComparison.Ordinal);
        Assert.StartsWith("one datagram arrived", clauses[2], StringComparison.Ordinal);
        Assert.StartsWith("the kernel has dropped 2", clauses[3], StringComparison.Ordinal);
        Assert.Contains(
            ", which shows reports by ICMP; the kernel has dropped 2 ",
            Causes(facts with { Exchange = Unanswered }),
            StringComparison.Ordinal);
    }

    private static IpEndpoint Endpoint(string text) =>
        IpEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new ArgumentException(text, nameof(text));

    /// <summary>Returns the clauses after the clause about the received datagrams.</summary>
    private static string Causes(ReceiveFacts facts)
    {
        const string start = "; the socket has received nothing so far";
        var text = ReceiveVerdict.Of(facts);
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        return text[start.Length..];
    }
}
