using System.Text;

namespace Moonwire.Packaging;

/// <summary>
/// Compiles Lua files to Lua's binary chunks, so that nothing is parsed when the program starts:
/// <c>ShimCompiler engine output file...</c>. The output has, for each file, its name and its chunk, both with their
/// length before them.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var engine, var output, ..])
        {
            Console.Error.WriteLine("usage: ShimCompiler engine output file...");
            return 2;
        }

        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written);
        using var compiler = new Compiler(engine);
        foreach (var path in arguments.Skip(2).Order(StringComparer.Ordinal))
        {
            if (!compiler.TryCompile(File.ReadAllBytes(path), out var result))
            {
                Console.Error.WriteLine($"{path} : error SHIM: {Encoding.UTF8.GetString(result)}");
                return 1;
            }

            var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
            writer.Write(name.Length);
            writer.Write(name);
            writer.Write(result.Length);
            writer.Write(result);
        }

        File.WriteAllBytes(output, written.ToArray());
        return 0;
    }
}
