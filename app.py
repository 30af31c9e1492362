"""The entry of the browser app: tells Streamlit the pages and runs the one that was asked for."""

import streamlit as st

from pages import navigation

st.session_state["sextant-navigated"] = True
navigation().run()
