Console.WriteLine("sweeps-worker");
