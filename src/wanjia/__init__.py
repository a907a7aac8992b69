"""Wanjia 万家: a neighbourhood, carried through an emergency."""
