using Shared.Randomness;

namespace Worker.Resampling;

/// <summary>An endless stream of rows, each once before any comes again; every pass is shuffled anew (Fisher and Yates).</summary>
internal sealed class ShuffledRows(int[] rows)
{
    private readonly int[] _rows = [.. rows];

    /// <summary>How many rows of the pass at hand are spent.</summary>
    private int _spent = rows.Length;

    public void Fill(Span<int> target, SeededGenerator random)
    {
        foreach (ref var row in target)
        {
            if (_spent == _rows.Length)
            {
                Shuffle(_rows, random);
                _spent = 0;
            }

            row = _rows[_spent++];
        }
    }

    public static void Shuffle(Span<int> rows, SeededGenerator random)
    {
        for (var i = rows.Length - 1; i > 0; i--)
        {
            var other = random.NextInt32(i + 1);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
    }
}
