// The encoder's thread that does not even start.
throw new Error('no thread');
