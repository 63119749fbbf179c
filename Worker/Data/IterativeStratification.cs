using Shared.Randomness;

namespace Worker.Data;

/// <summary>
/// Splits rows into parts in which every label, rare ones above all, has its share of positives: Sechidis, Tsoumakas,
/// Vlahavas, "On the Stratification of Multi-label Data", ECML PKDD 2011, algorithm 1, with groups of rows in the place
/// of examples.
/// </summary>
/// <remarks>
/// The label with the fewest positives left goes first; each of its groups joins the part which wants the most of
/// them, of equals the one which wants the most rows, of equals a drawn one. Groups differ in size, so larger ones go first, equal
/// ones in a drawn order, and a part which has no room for a group takes it only if none has.
/// </remarks>
internal sealed class IterativeStratification
{
    private readonly LabelRows _labels;
    private readonly int[][] _members;
    private readonly SeededGenerator _random;

    /// <summary>All groups, larger ones first, in a drawn order among equals.</summary>
    private readonly int[] _order;

    /// <summary>How many rows each part still wants; of length P.</summary>
    private readonly double[] _wantedRows;

    /// <summary>How many positives of each label each part still wants; P by C.</summary>
    private readonly double[][] _wantedPositives;

    /// <summary>Positives of each label in groups which have no part yet; of length C.</summary>
    private readonly int[] _left;

    /// <summary>The part of each group, or -1.</summary>
    private readonly int[] _partOf;

    private IterativeStratification(LabelRows labels, int[] groups, ReadOnlySpan<double> shares, SeededGenerator random)
    {
        _labels = labels;
        _random = random;
        _members = MembersOf(groups);
        _left = labels.CountPositives();
        _wantedRows = new double[shares.Length];
        _wantedPositives = new double[shares.Length][];
        for (var part = 0; part < shares.Length; part++)
        {
            var share = shares[part];
            _wantedRows[part] = share * labels.Count;
            _wantedPositives[part] = Array.ConvertAll(_left, positives => share * positives);
        }

        _partOf = new int[_members.Length];
        Array.Fill(_partOf, -1);
        var drawn = Array.ConvertAll(_members, _ => random.NextUInt64());
        _order = [.. Enumerable.Range(0, _members.Length).OrderByDescending(group => _members[group].Length).ThenBy(group => drawn[group])];
    }

    /// <summary>The part of each row, from 0.</summary>
    /// <param name="labels">The labels of N rows.</param>
    /// <param name="groups">For each row the number of its group, from 0 without gaps; rows of a group stay together. Null: each row alone.</param>
    /// <param name="shares">The share of each part; the sum is 1.</param>
    /// <param name="random">Breaks ties.</param>
    public static int[] Split(LabelRows labels, int[]? groups, ReadOnlySpan<double> shares, SeededGenerator random)
    {
        groups ??= [.. Enumerable.Range(0, labels.Count)];
        var split = new IterativeStratification(labels, groups, shares, random);
        split.AssignAll();
        return Array.ConvertAll(groups, group => split._partOf[group]);
    }

    private static int[][] MembersOf(int[] groups)
    {
        var members = new List<int>[groups.Length == 0 ? 0 : groups.Max() + 1];
        for (var row = 0; row < groups.Length; row++) (members[groups[row]] ??= []).Add(row);
        return Array.ConvertAll(members, rows => rows.ToArray());
    }

    private void AssignAll()
    {
        var groupsOf = GroupsByLabel();
        while (RarestLabel() is { } label)
            foreach (var group in groupsOf[label])
                if (_partOf[group] < 0) Assign(group, label);

        // What is left carries no label at all.
        foreach (var group in _order)
            if (_partOf[group] < 0) Assign(group, label: null);
    }

    /// <summary>For each label the groups which carry it, in order.</summary>
    private List<int>[] GroupsByLabel()
    {
        var groupsOf = new List<int>[_labels.Labels];
        for (var label = 0; label < groupsOf.Length; label++) groupsOf[label] = [];
        foreach (var group in _order)
            foreach (var row in _members[group])
                foreach (var label in _labels.Of(row))
                    if (groupsOf[label] is [] || groupsOf[label][^1] != group) groupsOf[label].Add(group);
        return groupsOf;
    }

    private int? RarestLabel()
    {
        int? rarest = null;
        for (var label = 0; label < _left.Length; label++)
            if (_left[label] > 0 && (rarest is null || _left[label] < _left[rarest.Value])) rarest = label;
        return rarest;
    }

    private void Assign(int group, int? label)
    {
        var part = ChoosePart(_members[group].Length, label);
        _partOf[group] = part;
        _wantedRows[part] -= _members[group].Length;
        foreach (var row in _members[group])
            foreach (var carried in _labels.Of(row))
            {
                _wantedPositives[part][carried]--;
                _left[carried]--;
            }
    }

    private int ChoosePart(int size, int? label)
    {
        var hasRoom = Array.Exists(_wantedRows, wanted => wanted >= size);
        var best = -1;
        var equals = 0;
        for (var part = 0; part < _wantedRows.Length; part++)
        {
            if (hasRoom && _wantedRows[part] < size) continue;
            var order = best < 0 ? 1 : Compare(part, best, label);
            if (order < 0) continue;
            equals = order > 0 ? 1 : equals + 1;
            // Reservoir sampling: each of k equals stays with probability 1/k.
            if (order > 0 || _random.NextInt32(equals) == 0) best = part;
        }

        return best;
    }

    private int Compare(int part, int other, int? label)
    {
        var byLabel = label is { } l ? _wantedPositives[part][l].CompareTo(_wantedPositives[other][l]) : 0;
        return byLabel != 0 ? byLabel : _wantedRows[part].CompareTo(_wantedRows[other]);
    }
}
