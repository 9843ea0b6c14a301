using System.Buffers.Binary;
using System.Reflection;
using System.Text;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// The shims of one assembly, compiled by the build. For each shim, the resource contains a name and a binary chunk,
/// both preceded by their lengths.
/// </summary>
public sealed unsafe class CompiledShims
{
    private readonly byte* _start;
    private readonly int _length;

    public CompiledShims(Assembly assembly)
    {
        // The stream's memory does not move while the program runs.
        using var stream = (UnmanagedMemoryStream)(assembly.GetManifestResourceStream("shims")
            ?? throw new InvalidOperationException($"no shims are embedded in {assembly.GetName().Name}"));
        _start = stream.PositionPointer;
        _length = checked((int)stream.Length);
    }

    /// <summary>The names of the shims, which are their file names.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (var rest = 0; rest < _length;)
            {
                yield return Encoding.UTF8.GetString(Next(ref rest));
                _ = Next(ref rest);
            }
        }
    }

    /// <summary>Returns true if the assembly has a shim of this name.</summary>
    internal bool Has(string name) => !Find(name).IsEmpty;

    internal ReadOnlySpan<byte> Of(string name)
    {
        var chunk = Find(name);
        return chunk.IsEmpty ? throw new InvalidOperationException($"the shim {name} is not embedded") : chunk;
    }

    private ReadOnlySpan<byte> Find(string name)
    {
        for (var rest = 0; rest < _length;)
        {
            var found = Ascii.Equals(Next(ref rest), name);
            var chunk = Next(ref rest);
            if (found)
            {
                return chunk;
            }
        }

        return default;
    }

    private ReadOnlySpan<byte> Next(scoped ref int position)
    {
        var all = new ReadOnlySpan<byte>(_start, _length);
        var length = BinaryPrimitives.ReadInt32LittleEndian(all[position..]);
        var item = all.Slice(position + sizeof(int), length);
        position += sizeof(int) + length;
        return item;
    }
}
