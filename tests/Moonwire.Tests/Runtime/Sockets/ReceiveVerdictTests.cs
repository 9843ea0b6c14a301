using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>The clauses about the cause of a receive that does not end.</summary>
[TestClass]
public sealed class ReceiveVerdictTests
{
    [Theory]
    [InlineData(-92, "")]
    [InlineData(0, "")]
    [InlineData(1, "; the kernel dropped one datagram at this socket, ")]
    [InlineData(7, "; the kernel dropped 7 datagrams at this socket, ")]
    public void DropsAreCounted(int drops, string beginning)
    {
        var clause = ReceiveVerdict.OfDrops(drops);
        Assert.StartsWith(beginning, clause, StringComparison.Ordinal);
        Assert.Equal(drops > 0, clause.EndsWith("set a larger receive_buffer_size", StringComparison.Ordinal));
    }
}
