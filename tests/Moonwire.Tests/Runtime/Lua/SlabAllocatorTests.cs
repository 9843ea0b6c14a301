using System.Runtime.InteropServices;
using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Runtime.Lua;

/// <summary>The blocks of a Lua state never overlap, and freed blocks are reused.</summary>
[TestClass]
public sealed unsafe class SlabAllocatorTests : IDisposable
{
    private readonly SlabAllocator* _blocks = (SlabAllocator*)NativeMemory.AllocZeroed((nuint)sizeof(SlabAllocator));

    public SlabAllocatorTests() => _blocks->Reserve();

    public void Dispose()
    {
        _blocks->Release();
        NativeMemory.Free(_blocks);
    }

    [Fact]
    public void BlocksOfEverySizeKeepWhatIsWrittenToThem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the C library has all blocks");
        var random = new Random(1);
        var live = new List<(nint Block, int Size, byte Value)>();
        for (var i = 0; i < 200_000; i++)
        {
            if (live.Count > 2000 || (live.Count > 0 && random.Next(3) == 0))
            {
                var at = random.Next(live.Count);
                var (block, size, value) = live[at];
                Assert.True(new ReadOnlySpan<byte>((void*)block, size).IndexOfAnyExcept(value) < 0);
                _blocks->Free((void*)block);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                var size = random.Next(40) == 0 ? 720 : random.Next(1, 257);
                var block = _blocks->Allocate(SlabAllocator.SizeClassOf((nuint)size));
                Assert.True(_blocks->Owns(block) && _blocks->SizeOf(block) >= (nuint)size
                    && _blocks->SizeOf(block) < (nuint)size + 8);
                new Span<byte>(block, size).Fill((byte)i);
                live.Add(((nint)block, size, (byte)i));
            }
        }
    }

    [Fact]
    public void BlocksThatWereGivenBackMakeRoomForOthersOfAnySize()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the C library has all blocks");
        var lowest = nint.MaxValue;
        var highest = nint.MinValue;
        for (var size = 8; size <= 256; size += 8)
        {
            var taken = new List<nint>();
            for (var i = 0; i < 1_000_000; i += size)
            {
                taken.Add((nint)_blocks->Allocate(SlabAllocator.SizeClassOf((nuint)size)));
            }

            lowest = Math.Min(lowest, taken.Min());
            highest = Math.Max(highest, taken.Max());
            taken.ForEach(block => _blocks->Free((void*)block));
        }

        Assert.True(highest - lowest < (16 + 40) * 65536, $"{highest - lowest} bytes of addresses were used");
    }

    [Theory]
    [InlineData(257)]
    [InlineData(712)]
    [InlineData(1 << 20)]
    public void OtherSizesAreLeftToTheCLibrary(int size) => Assert.Equal(-1, SlabAllocator.SizeClassOf((nuint)size));

    [Fact]
    public void WhatIsElsewhereIsNotTakenForABlock()
    {
        var other = NativeMemory.Alloc(64);
        Assert.False(_blocks->Owns(other));
        NativeMemory.Free(other);
    }
}
