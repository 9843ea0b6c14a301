using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;

namespace Moonwire.Tests.Runtime.Errors;

[TestClass]
public sealed class ErrorNumbersTests
{
    [Fact]
    public void EverySymbolHasItsOwnNumberAndMessage()
    {
        Assert.Equal(Errno.All.Count(), Errno.All.DistinctBy(static e => e.Key).Count());
        Assert.Equal(Errno.All.Count(), Errno.All.DistinctBy(static e => e.Value).Count());
        Assert.All(Errno.All, static e => Assert.Equal(e.Value, Errno.Symbol(e.Key)));
        Assert.DoesNotContain(Errno.All, e =>
            Marshal.GetPInvokeErrorMessage(e.Key).StartsWith("Unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "EPERM")]
    [InlineData(9, "EBADF")]
    [InlineData(98, "EADDRINUSE")]
    [InlineData(125, "ECANCELED")]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(100000, null)]
    public void TheNumbersAreThoseOfLinux(int number, string? symbol) => Assert.Equal(symbol, Errno.Symbol(number));

    [Theory]
    [InlineData(SocketError.Success, 0)]
    [InlineData(SocketError.AddressAlreadyInUse, Errno.EADDRINUSE)]
    [InlineData(SocketError.ConnectionRefused, Errno.ECONNREFUSED)]
    [InlineData(SocketError.MessageSize, Errno.EMSGSIZE)]
    [InlineData(SocketError.OperationAborted, Errno.ECANCELED)]
    [InlineData(SocketError.HostNotFound, Errno.EIO)]
    public void SocketErrorsBecomeNumbers(SocketError error, int number) =>
        Assert.Equal(number, SocketErrors.ToErrno(error));

    [Fact]
    public void DifferentSocketErrorsBecomeDifferentNumbers()
    {
        var known = Enum.GetValues<SocketError>().Distinct().Select(SocketErrors.ToErrno)
            .Where(static n => n != Errno.EIO).ToList();

        Assert.Equal(known.Count, known.Distinct().Count());
    }
}
