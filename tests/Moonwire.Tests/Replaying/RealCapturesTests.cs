using System.Globalization;
using System.Text;
using System.Text.Json;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Replaying;

/// <summary>
/// <c>moonwire record show</c> reads the files of tcpdump, dumpcap and editcap as tshark does, field by field.
/// </summary>
[TestClass]
public sealed class RealCapturesTests
{
    /// <summary>The packets of traffic.lua, and the datagrams in them.</summary>
    private const int Packets = 24, Datagrams = 11;

    private static readonly string[] Formats = ["pcap", "nsecpcap", "modpcap", "pcapng"];

    private static readonly string Folder = Repository.PathOf("tests", "Moonwire.Tests", "Replaying");

    [Fact]
    public async Task EachFileIsReadAsByTshark()
    {
        Tool.Require("tcpdump", "dumpcap", "editcap", "tshark");
        var launcher = await OwnNetwork.LauncherAsync();
        Tool.Require(launcher[1] != OwnNetwork.AsUser, "tcpdump needs to run as root");
        using var folder = new TemporaryFolder();
        await RunAsync(
            folder,
            [
                .. launcher, "sh", Path.Combine(Folder, "capture.sh"), Executable.Location,
                Path.Combine(Folder, "traffic.lua"), Packets.ToString(CultureInfo.InvariantCulture),
            ]);
        foreach (var format in Formats)
        {
            await RunAsync(folder, ["editcap", "-F", format, "nano.pcap", $"converted.{format}"]);
        }

        await RunAsync(folder, ["editcap", "-C", "14", "-T", "rawip", "lo.pcapng", "raw.pcapng"]);
        string[] files =
            [
                "lo.pcap", "nano.pcap", "any.pcap", "sll.pcap", "lo.pcapng", "raw.pcapng",
                .. Formats.Select(static format => $"converted.{format}"),
            ];
        foreach (var file in files)
        {
            var expected = await TsharkAsync(folder, file);
            var shown = await ShowAsync(folder, file);

            Assert.Equal(Datagrams, expected.Length);
            Assert.Equal(expected, shown.Where(static line => line.Length > 0));
            Assert.Single(shown, static line => line.Length == 0);
        }
    }

    /// <summary>Returns time, endpoints, length and bytes of each UDP datagram.</summary>
    private static async Task<string[]> TsharkAsync(TemporaryFolder folder, string file)
    {
        string[] fields =
            [
                "frame.time_epoch", "ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport",
                "udp.length", "udp.payload",
            ];
        var output = await RunAsync(
            folder,
            [
                "tshark", "-r", file, "-Y", "udp && !icmp && !icmpv6", "-T", "fields", "-E", "separator=|",
                .. fields.SelectMany(static field => new[] { "-e", field }),
            ]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            var field = line.Split('|');
            var time = decimal.Parse(field[0], CultureInfo.InvariantCulture) * 1_000_000_000;
            return $"{time:F0} {Endpoint(field[1], field[2], field[3])} {Endpoint(field[4], field[5], field[6])} "
                + $"{int.Parse(field[7], CultureInfo.InvariantCulture) - 8} {field[8]}";
        })];
    }

    private static string Endpoint(string v4, string v6, string port) =>
        v6.Length > 0 ? $"[{v6}]:{port}" : $"{v4}:{port}";

    /// <summary>Returns the fields of each datagram in the order of tshark's, and "" for an ICMP message.</summary>
    private static async Task<string[]> ShowAsync(TemporaryFolder folder, string file)
    {
        var output = await RunAsync(folder, [Executable.Location, "record", "show", "--json", file]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            using var json = JsonDocument.Parse(line);
            var shown = json.RootElement;
            return shown.TryGetProperty("protocol", out var protocol) && protocol.GetString() == "icmp"
                ? ""
                : $"{shown.GetProperty("time_ns").GetInt64()} {shown.GetProperty("from").GetString()} "
                    + $"{shown.GetProperty("to").GetString()} {shown.GetProperty("length").GetInt32()} "
                    + $"{shown.GetProperty("bytes").GetString()}";
        })];
    }

    /// <summary>Runs a program, which must succeed. Its errors may be warnings. Returns its output.</summary>
    private static async Task<string> RunAsync(TemporaryFolder folder, string[] command)
    {
        var start = CleanStart.Of(command[0], command[1..], folder.Root);
        var run = await ChildProcess.RunAsync(start, default, Executable.Bound);
        Assert.True(
            run is { ExitCode: 0, TimedOut: false },
            $"{string.Join(' ', command)}\n{Visible.Text(run.Output)}{Visible.Text(run.Errors)}");
        return Encoding.UTF8.GetString(run.Output);
    }
}
