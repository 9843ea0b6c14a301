using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Writes a first file of tests, which passes.</summary>
internal static class InitCommand
{
    private const string Folder = "spec";
    private const string First = "first_spec.lua";

    private static string Content => """
        -- Run it with: moonwire test
        describe("a datagram", function()
          local receiver, sender

          before_each(function()
            receiver, sender = ip.udp.socket.new(), ip.udp.socket.new()
            receiver:open("v4")
            receiver:bind("127.0.0.1", 0) -- 0: the system chooses a free port
            sender:open("v4")
          end)

          after_each(function()
            receiver:close()
            sender:close()
          end)

          it("arrives with its bytes", function()
            sender:send_to(byte_span.append("hello"), "127.0.0.1", receiver.local_port)
            local buffer = byte_span.new(100)
            local count = receiver:receive_from(buffer)
            assert.are.equal("hello", tostring(buffer:slice(1, count)))
          end)
        end)

        """;

    /// <summary>Runs the request that writes tests from a capture file, and returns the exit status.</summary>
    internal static int Run(Func<int> writeTests, TextWriter errors)
    {
        try
        {
            _ = Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            errors.WriteLine($"moonwire: cannot create '{Folder}': {FileProblem.Words(e)}");
            return ExitStatus.Failure;
        }

        return writeTests();
    }

    /// <summary>Returns the exit status. A file that exists is left as it is.</summary>
    internal static int Run(TextWriter output, TextWriter errors)
    {
        var path = Path.Combine(Folder, First);
        try
        {
            _ = Directory.CreateDirectory(Folder);
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
            file.Write(Content);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            errors.WriteLine($"moonwire: cannot write '{path}': {FileProblem.Words(e)}");
            return ExitStatus.Failure;
        }

        output.WriteLine($"{path}\nRun it with: moonwire test");
        return ExitStatus.Success;
    }
}
